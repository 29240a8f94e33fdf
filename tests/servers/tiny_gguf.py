"""Writes a language model of random weights that llama.cpp loads: `python tiny_gguf.py FILE SEED`.

It has the architecture of LLaMA (Touvron et al. 2023) at its smallest: one layer of two heads, 32 numbers a
token, 33,000 weights, 140 kB. It has learnt nothing, and answers gibberish. One seed gives the same bytes.

The file is GGUF, version 3 (docs/gguf.md of github.com/ggml-org/ggml): a magic number, counts, keys with
their values, the names and shapes of the tensors, then their numbers, each tensor on a multiple of 32 bytes.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from struct import pack

CONTEXT, WIDTH, HEADS, HIDDEN = 32_768, 32, 2, 64
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6  # the kinds of tokens
# any text can be read: printable ASCII by the character ("\u2581" is a space), all else by the byte
VOCABULARY = {
    "<unk>": UNKNOWN,
    "<s>": CONTROL,
    "</s>": CONTROL,
    **{f"<0x{byte:02X}>": BYTE for byte in range(256)},
    **{"\u2581" if code == ord(" ") else chr(code): NORMAL for code in range(ord(" "), ord("~") + 1)},
}
TEMPLATE = "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}assistant: "
ALIGNMENT = 32

Tensor = tuple[tuple[int, ...], Sequence[float]]  # its shape, the fastest dimension first, and its numbers


def gguf(random: Random) -> bytes:
    """The file, little-endian, each weight a float of 32 bits."""
    said, weights = keys(), tensors(random)
    head = b"GGUF" + pack("<IQQ", 3, len(weights), len(said))
    head += b"".join(string(key) + value for key, value in said.items())
    data = b""
    for name, (shape, numbers) in weights.items():
        head += string(name) + pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        data += padded(pack(f"<{len(numbers)}f", *numbers))
    return padded(head) + data


def keys() -> Mapping[str, bytes]:
    """What the file says of the model, each value behind the number of its type."""
    return {
        "general.architecture": text("llama"),
        "general.name": text("tiny random"),
        "llama.context_length": whole(CONTEXT),
        "llama.embedding_length": whole(WIDTH),
        "llama.block_count": whole(1),
        "llama.feed_forward_length": whole(HIDDEN),
        "llama.attention.head_count": whole(HEADS),
        "llama.attention.layer_norm_rms_epsilon": pack("<If", 6, 1e-5),
        "tokenizer.ggml.model": text("llama"),
        "tokenizer.ggml.tokens": pack("<IIQ", 9, 8, len(VOCABULARY)) + b"".join(map(string, VOCABULARY)),
        "tokenizer.ggml.scores": array(6, "f", [0.0] * len(VOCABULARY)),
        "tokenizer.ggml.token_type": array(5, "i", list(VOCABULARY.values())),
        "tokenizer.chat_template": text(TEMPLATE),
    }


def tensors(random: Random) -> Mapping[str, Tensor]:
    """The weights, drawn evenly, and so widely that outputs are as large as inputs."""

    def drawn(inputs: int, outputs: int) -> Tensor:
        bound = (3 / inputs) ** 0.5
        return (inputs, outputs), [random.uniform(-bound, bound) for _ in range(inputs * outputs)]

    ones: Tensor = (WIDTH,), [1.0] * WIDTH
    return {
        "token_embd.weight": drawn(WIDTH, len(VOCABULARY)),
        "blk.0.attn_norm.weight": ones,
        "blk.0.attn_q.weight": drawn(WIDTH, WIDTH),
        "blk.0.attn_k.weight": drawn(WIDTH, WIDTH),
        "blk.0.attn_v.weight": drawn(WIDTH, WIDTH),
        "blk.0.attn_output.weight": drawn(WIDTH, WIDTH),
        "blk.0.ffn_norm.weight": ones,
        "blk.0.ffn_gate.weight": drawn(WIDTH, HIDDEN),
        "blk.0.ffn_up.weight": drawn(WIDTH, HIDDEN),
        "blk.0.ffn_down.weight": drawn(HIDDEN, WIDTH),
        "output_norm.weight": ones,
        "output.weight": drawn(WIDTH, len(VOCABULARY)),
    }


def string(value: str) -> bytes:
    return pack("<Q", len(value.encode())) + value.encode()


def text(value: str) -> bytes:
    return pack("<I", 8) + string(value)


def whole(value: int) -> bytes:
    return pack("<II", 4, value)


def array(kind: int, letter: str, values: Sequence[float]) -> bytes:
    return pack(f"<IIQ{len(values)}{letter}", 9, kind, len(values), *values)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % ALIGNMENT)


if __name__ == "__main__":
    path, seed = sys.argv[1:]
    Path(path).write_bytes(gguf(Random(int(seed))))
