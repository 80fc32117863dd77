/**
 * Compositions of operators, which are operators again: a chain of layers is differentiated by the
 * chain rule and judged end to end like a single operator. Source: lectures, "Unaprijedni modeli"
 * (širenje unatrag, backpropagation; fwd_pass and bwd_pass).
 */
@NullMarked
package dev.etalon.reference.composition;

import org.jspecify.annotations.NullMarked;
