/**
 * Snapshots as files, and what changed between two of them as text for a pull request, as a page
 * and as JSON.
 */
@NullMarked
package dev.etalon.reports.regression;

import org.jspecify.annotations.NullMarked;
