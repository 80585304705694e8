"""On the Hook: the names that the notebooks use."""
from .access import repair_widgets, show
from .charts import difference_chart, heat_map, responsibility_stack, share_bars
from .exercises import check
from .explorers import bill_simulator, cluster_clock, compare, sliding_scale, weigh
from .model import Model, load_model
from .problems import Problem, TableError
from .quiz import PredictOwners, ask
from .scale import customer_share, difference, order_of_services, order_stability, owner_counts
from .tables import DATA, load_table

__all__ = [
    "DATA", "Model", "PredictOwners", "Problem", "TableError", "ask",
    "bill_simulator", "check", "cluster_clock", "compare", "customer_share", "difference",
    "difference_chart", "heat_map", "load_model", "load_table", "order_of_services",
    "order_stability", "owner_counts", "repair_widgets", "responsibility_stack", "share_bars",
    "show", "sliding_scale", "weigh",
]
