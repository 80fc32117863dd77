/**
 * The report for machines: {@code report.json}, the report's records as they are. Numbers that JSON
 * lacks are the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}; what was not
 * measured is {@code null}.
 */
@NullMarked
package dev.etalon.reports.json;

import org.jspecify.annotations.NullMarked;
