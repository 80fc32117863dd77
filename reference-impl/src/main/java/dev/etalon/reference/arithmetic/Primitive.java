package dev.etalon.reference.arithmetic;

/**
 * The operations of an {@link Arithmetic} that a definition is made of; a maximum is a comparison.
 */
public enum Primitive {
  NEGATE,
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  SQRT,
  EXP,
  EXPM1,
  LOG,
  LOG1P,
  TANH,
  SUM,
  STABILIZER,
  COMPARE
}
