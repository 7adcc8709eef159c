"""Servers that speak a warehouse's protocol to its real driver, where the warehouse itself cannot be had."""
