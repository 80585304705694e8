"""A component of helpers.views.living on a page of its own: its script and style, what Python gave it, and no kernel."""

import json

# A stand-in for the model that anywidget hands to `render`. What the component sends is kept in `window.sent`.
PAGE = """<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8"><title>On the Hook</title>
<meta name="viewport" content="width=device-width">
<style>
  body {{ font: 15px/1.5 sans-serif; margin: 16px; background: var(--pst-color-on-background, #fff); }}
  html[data-theme="dark"] {{ --pst-color-text-base: #ced6dd; --pst-color-text-muted: #9ca4af; --pst-color-border: #48566b;
    --pst-color-background: #14181e; --pst-color-on-background: #14181e; --pst-color-link: #8ab4f8; }}
</style><style>{css}</style><main></main>{site}
<script type="application/json" id="state">{state}</script>
<script type="module">{script}
window.sent = [];
window.model = {{
  state: JSON.parse(document.getElementById('state').textContent), heard: {{}},
  get(name) {{ return this.state[name]; }},
  set(name, value) {{ this.state[name] = value; (this.heard[`change:${{name}}`] ?? []).forEach(hear => hear()); }},
  on(event, hear) {{ (this.heard[event] ??= []).push(hear); }}, off() {{}},
  save_changes() {{}},
  send(message) {{ window.sent.push(message); }},
}};
const el = document.createElement('div');
document.querySelector('main').append(el);
window.component = component;
component.render({{ model: window.model, el }});
</script></html>"""
# By this a component knows a page of the web site, which has no Python.
SITE = '<script type="application/vnd.jupyter.widget-state+json">{}</script>'


def page_of(view, on_site: bool = False) -> str:
    """The HTML of a page that holds `view` alone. on_site: as on the web site."""
    state = {name: value for name, value in view.get_state().items() if not name.startswith("_")}
    return PAGE.format(
        css=view._css,
        script=str(view._esm).replace("export default", "const component ="),
        state=json.dumps(state, default=str).replace("</", "<\\/"),
        site=SITE if on_site else "",
    )
