"""Worlds whose truth is known: does the interval hold it as often as it says, and is `best` any better?"""
