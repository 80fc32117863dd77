package dev.etalon.oracle.process;

import java.time.Duration;

/**
 * What a program may use.
 *
 * @param perCase the longest time without an answer; starting counts to the first case
 * @param memoryBytes its address space, each process; 0 for no limit
 * @param fileBytes the size of a file that it writes, and of all together
 * @param deaths after how many deaths in a row to give up an operator, and after how many operators
 *     given up in a row to give up the program
 */
public record ProgramLimits(Duration perCase, long memoryBytes, long fileBytes, int deaths) {
  /** 10 seconds, 4 GiB, files of 256 MiB, three deaths. */
  public static final ProgramLimits DEFAULT =
      new ProgramLimits(Duration.ofSeconds(10), 4L << 30, 256L << 20, 3);

  /** The same with another time. */
  public ProgramLimits withTime(Duration time) {
    return new ProgramLimits(time, memoryBytes, fileBytes, deaths);
  }

  /** The same with another address space. */
  public ProgramLimits withMemory(long bytes) {
    return new ProgramLimits(perCase, bytes, fileBytes, deaths);
  }
}
