"""What came out of a batch: grids with legends, CSV and JSON."""
