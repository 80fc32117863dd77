/**
 * Third-party results to hold the reference against: the node tests of ONNX, folders with a model
 * of one operator, its inputs and its outputs as protocol buffers. They are read with limits,
 * translated into this project's operators, and compared with the truth; what has no translation
 * says why.
 */
@NullMarked
package dev.etalon.oracle.onnx;

import org.jspecify.annotations.NullMarked;
