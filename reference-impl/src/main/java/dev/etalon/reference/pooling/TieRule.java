package dev.etalon.reference.pooling;

/** Which of several equal maxima receives the gradient; each rule picks a subgradient. */
public enum TieRule {
  /** The first in row-major order receives all of it. */
  FIRST,
  /** Each receives an equal share. */
  SPLIT
}
