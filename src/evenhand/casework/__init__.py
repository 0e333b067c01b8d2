"""The acts of people, one file each: who may, what must hold, what is written."""
