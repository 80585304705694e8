"""Run by each kernel in the browser when it starts, while the learner reads: what every notebook imports and what takes longest."""

import anywidget  # noqa: F401
import ipywidgets  # noqa: F401
import matplotlib.figure  # noqa: F401
import matplotlib.font_manager  # noqa: F401
import pandas  # noqa: F401

del anywidget, ipywidgets, matplotlib, pandas
