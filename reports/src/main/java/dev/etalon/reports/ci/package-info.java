/**
 * The report for a continuous integration service: {@code junit.xml}, which it shows as tests, and
 * {@code summary.md}, which it shows as a job's page.
 */
@NullMarked
package dev.etalon.reports.ci;

import org.jspecify.annotations.NullMarked;
