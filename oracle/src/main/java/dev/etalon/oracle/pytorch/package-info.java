/**
 * PyTorch as a judge: any ATen operator, forward and by autograd, on the processor or on CUDA.
 *
 * <p>An operator is a line of ATen text ({@link dev.etalon.oracle.pytorch.Script}). A {@link
 * dev.etalon.oracle.pytorch.TorchSession} sends it with its operands to a worker process, which
 * loads PyTorch through DJL, so that a native abort costs one request and not the run. The worker
 * runs the text as a TorchScript module ({@link dev.etalon.oracle.pytorch.TorchScriptArchive}),
 * without the graph optimiser: the gradient is the one of eager autograd, and the first run
 * computes what the hundredth does.
 */
@NullMarked
package dev.etalon.oracle.pytorch;

import org.jspecify.annotations.NullMarked;
