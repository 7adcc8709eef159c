"""Lunara: the AI BI platform a data team runs itself. Importing this package is light: no driver, no SDK, no Streamlit."""

__version__ = "0.1.0"
