/**
 * The exchange directory: questions as files, for programs in any language that write answers
 * beside them ({@link dev.etalon.oracle.exchange.ExchangeDirectory}). What an operator is asked
 * with comes from its record's components, so that a new operator needs nothing here ({@link
 * dev.etalon.oracle.exchange.OperatorJson}). The answers are judged as those of any other
 * implementation ({@link dev.etalon.oracle.exchange.Marking}). The format is described for people
 * in {@code reports/docs/exchange.md}.
 */
@NullMarked
package dev.etalon.oracle.exchange;

import org.jspecify.annotations.NullMarked;
