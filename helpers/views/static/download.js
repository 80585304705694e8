// Saves what the kernel sends, {name, data: base64}, as a file. There is nothing to see of it.
export default {
  render({ model, el }) {
    el.hidden = true;
    const save = ({ name, data }) => {
      const address = URL.createObjectURL(new Blob([Uint8Array.from(atob(data), c => c.charCodeAt(0))]));
      Object.assign(document.createElement("a"), { download: name, href: address }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    };
    model.on("msg:custom", save);
    return () => model.off("msg:custom", save);
  },
};
