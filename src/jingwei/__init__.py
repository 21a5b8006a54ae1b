"""Jingwei 经纬: a zero-code production management platform whose purpose is that departments work together."""
