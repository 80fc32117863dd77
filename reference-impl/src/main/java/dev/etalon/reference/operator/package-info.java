/**
 * What an operator is: its mathematical roles ({@link dev.etalon.reference.operator.Operator}), its
 * documentation ({@link dev.etalon.reference.operator.Definition}), and an implementation of it,
 * which may be right or wrong ({@link dev.etalon.reference.operator.Implementation}).
 */
@NullMarked
package dev.etalon.reference.operator;

import org.jspecify.annotations.NullMarked;
