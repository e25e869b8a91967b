"""Write the fine-tuned encoder as int8 ONNX, the form that serving runs."""

import logging
import shutil
import tempfile
import warnings
from pathlib import Path

import torch
from torch import nn

from models.onnx_runtime import submodule
from training.finetune import ThemeModel

logger = logging.getLogger(__name__)


class _Tokens(nn.Module):
    """The encoder alone: token vectors, pooled and scored by numpy at answering time."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        vectors: torch.Tensor = self.encoder(input_ids=ids).last_hidden_state
        return vectors


def export_encoder(model: ThemeModel, path: Path) -> None:
    """Write input ``ids`` (batch, tokens) to output ``tokens`` (batch, tokens, dimensions), weights in int8.

    There is no mask: serving runs every window alone, without padding.
    """
    model.train(False)
    # ids that differ: with equal ones the exporter may take an input for a constant
    example = torch.arange(1000, 1032).reshape(2, 16)
    batch, tokens = torch.export.Dim("batch", min=1, max=64), torch.export.Dim("length", min=2, max=512)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own, about its internals
        whole = Path(folder) / "encoder.onnx"
        program = torch.onnx.export(
            _Tokens(model.encoder),
            (example,),
            input_names=["ids"],
            output_names=["tokens"],
            dynamic_shapes=({0: batch, 1: tokens},),
            dynamo=True,
            verbose=False,
        )
        assert program is not None
        program.save(str(whole))
        quantised = Path(folder) / "int8.onnx"
        # reduce_range: processors without VNNI add two 8-bit products in 16 bits and would overflow
        quantization = submodule("quantization")
        quantization.quantize_dynamic(
            whole, quantised, weight_type=quantization.QuantType.QInt8, per_channel=True, reduce_range=True
        )
        shutil.copyfile(quantised, path)
    logger.info("encoder written: %.1f MB", path.stat().st_size / 1e6)
