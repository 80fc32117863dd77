/** Where a report is put: its folder, and the files in it. */
@NullMarked
package dev.etalon.reports.folder;

import org.jspecify.annotations.NullMarked;
