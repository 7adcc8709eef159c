"""Databases and questions that the offline planner was not written for."""
