"""On the Hook: the names that the notebooks use.

The rooms, from the ground up; each may import from itself and from those before it (a test holds them to it):
`words`, `tables`, `numbers`, `charts`, `workload`, `views`, `learner`, `classroom`.
"""

from .charts.bill import bill_chart, cost_of_forgetting_chart
from .charts.comparison import difference_chart, heat_map, share_bars
from .charts.decided import who_decided_chart
from .charts.moves import reach_chart, timeline_chart
from .charts.stack import responsibility_stack
from .classroom.view import class_votes, join_class
from .learner import first_aid
from .learner.can_do_page import what_i_can
from .learner.checks import check
from .learner.gather import gather
from .learner.lock import behind
from .learner.predict import PredictOwners, SortItems, sort_cases, sort_jobs
from .learner.questions import gain, load_bank, missed
from .learner.quiz import ask, come_back, practice, take_form
from .learner.record import Record
from .learner.record_view import how_far, my_record
from .numbers.history import owners_on
from .numbers.moves import reach_of_settings, what_moves
from .numbers.scale import customer_share, difference, order_of_services, order_stability, owner_counts
from .tables.errors import Problem, TableError
from .tables.load import load_table
from .tables.model import Model, load_model
from .tables.schema import DATA
from .views import repair
from .views.bill import Bill, bill_simulator
from .views.clock import Clock, cluster_clock
from .views.explorers import weigh
from .views.frames import show_table
from .views.own_system import own_system
from .views.page import show
from .views.stack import Stack, compare, service_picker, setting_switches, sliding_scale, switches_of_any
from .workload.by_hand import make_workload
from .workload.matrix import asks, gaps, known_counts, matrix, raci
from .workload.read import read_workload

__all__ = [
    "Bill",
    "Clock",
    "DATA",
    "Model",
    "PredictOwners",
    "Problem",
    "Record",
    "SortItems",
    "Stack",
    "TableError",
    "ask",
    "asks",
    "behind",
    "bill_chart",
    "bill_simulator",
    "check",
    "class_votes",
    "cluster_clock",
    "come_back",
    "compare",
    "cost_of_forgetting_chart",
    "customer_share",
    "difference",
    "difference_chart",
    "gain",
    "gaps",
    "gather",
    "heat_map",
    "how_far",
    "join_class",
    "known_counts",
    "load_bank",
    "load_model",
    "load_table",
    "matrix",
    "missed",
    "my_record",
    "order_of_services",
    "order_stability",
    "own_system",
    "owner_counts",
    "owners_on",
    "practice",
    "raci",
    "reach_chart",
    "reach_of_settings",
    "read_workload",
    "responsibility_stack",
    "service_picker",
    "setting_switches",
    "share_bars",
    "show",
    "show_table",
    "sliding_scale",
    "sort_cases",
    "sort_jobs",
    "switches_of_any",
    "take_form",
    "timeline_chart",
    "weigh",
    "what_i_can",
    "what_moves",
    "who_decided_chart",
    "make_workload",
]

# In a notebook, as soon as helpers is there: keys and names of widgets in the page, advice under errors.
repair.repair_page()
first_aid.register()
