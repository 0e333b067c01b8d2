"""The acts on a case, one file each: who may, what must hold, what is written, what is refused."""
