# tests/schema
