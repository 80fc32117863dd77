/**
 * The report as a tree of records, made from the findings in one place. What is written of it, HTML
 * or JSON, is a view; the record components are the keys of {@code report.json}.
 */
@NullMarked
package dev.etalon.reports.model;

import org.jspecify.annotations.NullMarked;
