"""On the Hook: the names that the notebooks use.

The rooms, from the ground up; each may import from itself and from those before it (a test holds them to it):
`words`, `tables`, `numbers`, `charts`, `workload`, `views`, `learner`.
"""

from .charts.comparison import difference_chart, heat_map, share_bars
from .charts.moves import reach_chart, timeline_chart
from .charts.stack import responsibility_stack
from .learner.exercises import check
from .learner.predict import PredictOwners, sort_jobs
from .learner.questions import gain, load_bank, missed
from .learner.quiz import ask, come_back, practice, take_form
from .learner.record import Record, gather
from .learner.record_view import how_far, my_record
from .numbers.history import owners_on
from .numbers.moves import reach_of_settings, what_moves
from .numbers.scale import customer_share, difference, order_of_services, order_stability, owner_counts
from .tables.errors import Problem, TableError
from .tables.load import load_table
from .tables.model import Model, load_model
from .tables.schema import DATA
from .views.explorers import bill_simulator, cluster_clock, compare, service_picker, sliding_scale, weigh
from .views.page import show
from .views.repair import repair_widgets
from .views.switches import setting_switches, switches_of_any

__all__ = [
    "DATA",
    "Model",
    "PredictOwners",
    "Problem",
    "Record",
    "TableError",
    "ask",
    "bill_simulator",
    "check",
    "cluster_clock",
    "come_back",
    "compare",
    "customer_share",
    "difference",
    "difference_chart",
    "gain",
    "gather",
    "heat_map",
    "how_far",
    "load_bank",
    "load_model",
    "load_table",
    "missed",
    "my_record",
    "order_of_services",
    "order_stability",
    "owner_counts",
    "owners_on",
    "practice",
    "reach_chart",
    "reach_of_settings",
    "repair_widgets",
    "responsibility_stack",
    "service_picker",
    "setting_switches",
    "share_bars",
    "show",
    "sliding_scale",
    "sort_jobs",
    "switches_of_any",
    "take_form",
    "timeline_chart",
    "weigh",
    "what_moves",
]
