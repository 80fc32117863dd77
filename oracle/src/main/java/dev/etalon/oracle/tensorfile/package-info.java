/**
 * Tensors in files: NumPy's {@code .npy} and {@code .npz}, and safetensors. They come from foreign
 * programs, so nothing is believed that the data does not bear out: every reader has limits, runs
 * nothing, and refuses what it does not understand with a sentence ({@link
 * dev.etalon.oracle.tensorfile.MalformedFileException}).
 *
 * <p>Sources: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays", and {@code
 * numpy.lib.format} for its versions 2 and 3; the format section of the safetensors project. The
 * readers are the project's own because DJL's need its native engine and the one pure library on
 * Maven Central has had no release since 2019 and bounds nothing.
 */
@NullMarked
package dev.etalon.oracle.tensorfile;

import org.jspecify.annotations.NullMarked;
