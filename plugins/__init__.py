"""The bundled plugins: every feature of Penstock is one of these folders, an ordinary plugin on the public hooks."""
