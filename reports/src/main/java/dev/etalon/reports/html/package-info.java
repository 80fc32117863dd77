/**
 * The report for people: one HTML file that holds all it needs and asks nobody for anything. {@link
 * dev.etalon.reports.html.Page} arranges the report's records for the templates in {@code
 * src/main/jte}; the long tables of verdicts travel as data and are drawn by the page's script.
 */
@NullMarked
package dev.etalon.reports.html;

import org.jspecify.annotations.NullMarked;
