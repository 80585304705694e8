"""The learner: record, questions, predictions, exercises and what is said to an answer. May import all rooms before."""
