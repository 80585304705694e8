// Runs to_bytecode.py in Pyodide, in Node: only the Python that will read the bytecode can make it.
// node to_bytecode.mjs PYODIDE SCRIPT IN OUT: Pyodide's folder, the script, and the folders that it reads and writes.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodideFolder, script, from, to] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`));
const pyodide = await loadPyodide({ indexURL: pyodideFolder });
for (const [place, root] of [["/from", from], ["/to", to]]) {
  pyodide.FS.mkdirTree(place);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root }, place);
}
pyodide.runPython(readFileSync(script, "utf8"));
process.exit(0);
