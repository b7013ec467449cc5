"""Notebooks on warm kernels, under papermill and Jupyter as they are."""
