# tests/whole
