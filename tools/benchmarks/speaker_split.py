"""Which split a speaker's recordings fall into, as `nlptool train sound-classifier` and `train recognizer`
divide them by default."""

MASK = (1 << 64) - 1


def mix(z):
    z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
    return z ^ z >> 31


def split(speaker, seed=1):
    """As Text.SplitShares has it with a tenth each for validation and test: FNV-1a, then SplitMix64."""
    state = 0xCBF29CE484222325
    text = speaker.encode()
    for byte in (*seed.to_bytes(8, "little"), *text, *len(text).to_bytes(8, "little")):
        state = ((state ^ byte) * 0x100000001B3) & MASK
    share = (mix(state) >> 11) * 2.0 ** -53
    return "test" if share < 0.1 else "validation" if share < 0.2 else "train"
