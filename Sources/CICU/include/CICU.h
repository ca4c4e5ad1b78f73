// public header
