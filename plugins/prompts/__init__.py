"""Prompts: any number of named texts a folder, composed by name, with nothing lost of what older versions wrote."""
