"""On the Hook: the names that the notebooks use."""
from .access import repair_widgets, show
from .changes import owners_on, reach_of_settings, what_moves
from .charts import difference_chart, heat_map, responsibility_stack, share_bars
from .exercises import check
from .explorers import bill_simulator, cluster_clock, compare, service_picker, sliding_scale, weigh
from .model import Model, load_model
from .problems import Problem, TableError
from .predict import PredictOwners, sort_jobs
from .progress import Record, gather
from .questions import gain, load_bank, missed
from .quiz import ask, come_back, practice, take_form
from .record_view import how_far, my_record
from .scale import customer_share, difference, order_of_services, order_stability, owner_counts
from .setting_charts import reach_chart, timeline_chart
from .switches import setting_switches, switches_of_any
from .tables import DATA, load_table

__all__ = [
    "DATA", "Model", "PredictOwners", "Problem", "Record", "TableError", "ask",
    "bill_simulator", "check", "cluster_clock", "come_back", "compare", "customer_share",
    "difference", "difference_chart", "gain", "gather", "heat_map", "how_far", "load_bank",
    "load_model", "load_table", "missed", "my_record", "order_of_services", "order_stability",
    "owner_counts", "owners_on", "practice", "reach_chart", "reach_of_settings",
    "repair_widgets", "responsibility_stack", "service_picker", "setting_switches", "share_bars", "show",
    "sliding_scale", "sort_jobs", "switches_of_any", "take_form", "timeline_chart", "weigh",
    "what_moves",
]
