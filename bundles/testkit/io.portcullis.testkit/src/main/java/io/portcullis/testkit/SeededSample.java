// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Chooses which positions of a long series a test tries. The exhaustive layer of the tests tries
 * every position. The default layer tries the first and the last position, the boundaries that the
 * test names, and some that a random seed chooses. Each choice prints its seed; the system property
 * {@code portcullis.seed} repeats it. Immutable and thread-safe.
 */
public final class SeededSample {
  private static final String SEED = "portcullis.seed";

  private final boolean exhaustive;
  private final long seed;

  /**
   * Creates a sample.
   *
   * @param exhaustive whether to choose every position
   * @param seed determines the random part of each choice
   */
  public SeededSample(boolean exhaustive, long seed) {
    this.exhaustive = exhaustive;
    this.seed = seed;
  }

  /**
   * Creates the sample of this test run: exhaustive with the system property {@code
   * portcullis.exhaustive}, and with the seed in {@code portcullis.seed}. A missing seed is created
   * and stored there, so that all samples of a JVM have the same one.
   *
   * @return the sample
   */
  public static SeededSample configured() {
    System.getProperties().putIfAbsent(SEED, String.valueOf(System.nanoTime()));
    return new SeededSample(Boolean.getBoolean("portcullis.exhaustive"), Long.getLong(SEED, 0));
  }

  /**
   * Returns whether every position is chosen.
   *
   * @return true in the exhaustive layer
   */
  public boolean isExhaustive() {
    return exhaustive;
  }

  /**
   * Returns how often a test repeats something.
   *
   * @param full the number in the exhaustive layer
   * @param sampled the number in the default layer
   * @return one of both
   */
  public int times(int full, int sampled) {
    return exhaustive ? full : sampled;
  }

  /**
   * Chooses positions.
   *
   * @param count the length of the series; positions are 0 to count - 1
   * @param random how many positions to choose at random; some of them may coincide
   * @param boundaries positions to choose in any case; those outside the series are ignored
   * @return the positions in ascending order, empty for an empty series
   */
  public NavigableSet<Integer> positions(int count, int random, int... boundaries) {
    NavigableSet<Integer> chosen = new TreeSet<>();
    if (exhaustive) {
      IntStream.range(0, count).forEach(chosen::add);
    } else if (count > 0) {
      chosen.add(0);
      chosen.add(count - 1);
      IntStream.of(boundaries)
          .filter(boundary -> boundary >= 0 && boundary < count)
          .forEach(chosen::add);
      SplittableRandom choice = random();
      for (int i = 0; i < random; i++) {
        chosen.add(choice.nextInt(count));
      }
      print();
    }
    return chosen;
  }

  /**
   * Chooses bytes of a file of lines.
   *
   * @param file the bytes; each line feed and its neighbours are boundaries
   * @param random how many more bytes to choose at random; some of them may coincide
   * @return the positions in ascending order
   */
  public NavigableSet<Integer> bytes(byte[] file, int random) {
    int[] boundaries =
        IntStream.range(0, file.length)
            .filter(i -> file[i] == '\n')
            .flatMap(i -> IntStream.rangeClosed(i - 1, i + 1))
            .toArray();
    return positions(file.length, random, boundaries);
  }

  /**
   * Decides on one position of a series of unknown length. The caller must choose the last ones.
   *
   * @param position from 0, asked in ascending order
   * @param first how many positions at the start to choose in any case
   * @param oneIn after those, one in so many positions is chosen at random
   * @return whether the test tries this position
   */
  public boolean includes(int position, int first, int oneIn) {
    if (exhaustive) {
      return true;
    }
    if (position == 0) {
      print();
    }
    return position < first || new SplittableRandom(seed + position).nextInt(oneIn) == 0;
  }

  /**
   * Returns a source of random choices.
   *
   * @return a new one, the same sequence for the same seed
   */
  public SplittableRandom random() {
    return new SplittableRandom(seed);
  }

  private void print() {
    System.out.println("a sample: repeat with -Dportcullis.seed=" + seed);
  }
}
