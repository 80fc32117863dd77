package dev.etalon.reference.kernel.lanes;

/** A function of one number that is applied to every element. */
public enum Curve {
  /** max(0, x); the parameter is the slope at 0. */
  RELU,
  /** x, and the parameter times x below 0. */
  LEAKY_RELU,
  /** s·x, and s·α·(exp(x) − 1) below 0; the parameters are α and s. */
  ELU,
  SIGMOID,
  TANH,
  /** log(1 + exp(βx))/β; the parameter is β. */
  SOFTPLUS
}
