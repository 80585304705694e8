"""On the Hook: the names that the notebooks use."""
from .access import repair_widgets, show
from .charts import difference_chart, heat_map, responsibility_stack, share_bars
from .exercises import check
from .explorers import bill_simulator, cluster_clock, compare, sliding_scale, weigh
from .model import Model, load_model
from .problems import Problem, TableError
from .predict import PredictOwners, sort_jobs
from .progress import Record, gather
from .questions import gain, load_bank, missed
from .quiz import ask, come_back, practice, take_form
from .record_view import how_far, my_record
from .scale import customer_share, difference, order_of_services, order_stability, owner_counts
from .tables import DATA, load_table

__all__ = [
    "DATA", "Model", "PredictOwners", "Problem", "Record", "TableError", "ask",
    "bill_simulator", "check", "cluster_clock", "come_back", "compare", "customer_share",
    "difference", "difference_chart", "gain", "gather", "heat_map", "how_far", "load_bank",
    "load_model", "load_table", "missed", "my_record", "order_of_services", "order_stability",
    "owner_counts", "practice", "repair_widgets", "responsibility_stack", "share_bars", "show",
    "sliding_scale", "sort_jobs", "take_form", "weigh",
]
