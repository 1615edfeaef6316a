"""Frames of the marts as Plotly figures. No patient's text goes into a figure."""
