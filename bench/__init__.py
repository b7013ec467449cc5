"""What `make bench` measures: times, memory and overhead of whole runs, side by side."""
