// The state of a stack in the address of its page, so that a service, a setting or a comparison can be sent to somebody:
//   06-the-sliding-scale.html#stack=scale-on-premises&service=emr-on-ec2&selected=backup&set.update-mode=manual
//
// The web site gives each stack of a page a name (setup.link, see website/build.py). In a notebook there is none, and no link.

function asAddress(name, { service, other, selected, choice }) {
  const parts = new URLSearchParams({ stack: name, service });
  if (other) parts.set("other", other);
  if (selected) parts.set("selected", selected);
  for (const [setting, option] of Object.entries(choice)) parts.set(`set.${setting}`, option);
  return `#${parts}`;
}

// What an address says of the stack `name`, as far as the stack has it and allows it; null if it says nothing of it.
function fromAddress(hash, name, data) {
  const parts = new URLSearchParams(hash.slice(1));
  const [service, other, selected] = ["service", "other", "selected"].map(part => parts.get(part));
  if (parts.get("stack") !== name || !data.order.includes(service)) return null;
  const choice = {};
  for (const setting of data.services[service].settings) {
    const option = setting.options.find(o => o.key === parts.get(`set.${setting.key}`));
    if (option && !option.default && !conflict(data, service, choice, setting, option)) choice[setting.key] = option.key;
  }
  return { service, choice, selected: data.domains.some(domain => domain.key === selected) ? selected : "",
    ...(data.order.includes(other) ? { other } : {}) };
}

// The button that copies the link, and what happens when the page is opened with one.
class Link {
  constructor(view, name) {
    Object.assign(this, { view, name });
    this.said = make("span", { role: "status" });
    this.el = box("link", make("button", { type: "button", class: "plain", onclick: () => this.copy() }, "Copy link"), this.said);
    this.hear = () => this.restore();
    window.addEventListener("hashchange", this.hear);
  }

  end() {
    window.removeEventListener("hashchange", this.hear);
  }

  restore() {
    const state = fromAddress(location.hash, this.name, this.view.data);
    if (!state) return;
    this.view.set(state);
    this.arrive();
  }

  // To the stack; while it is locked behind a question, to that.
  arrive() {
    const place = this.view.root.clientWidth ? this.view.root : this.view.root.closest(".cell");
    if (place) place.scrollIntoView();
    else requestAnimationFrame(() => this.arrive()); // not on the page yet
  }

  // The address bar has the link in any case: a page that is not https may not write to the clipboard.
  async copy() {
    history.replaceState(history.state, "", asAddress(this.name, this.view.state));
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    this.said.textContent = copied ? "Copied: it opens this page as it stands here." : "It's in the address bar now. Copy it from there.";
  }

  // What was copied is not what is shown any more.
  update() {
    this.said.textContent = "";
  }
}
