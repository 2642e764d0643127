package io.spillway.gateway.observe;

/**
 * Upper bounds of the histograms.
 *
 * <p>The OpenTelemetry GenAI conventions' bounds, with tails for requests that waited: their
 * first-token bounds end at 10 s, where a queueing gateway's work begins.
 */
final class Buckets {
  static final double[] FIRST_TOKEN = {
    .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 320
  };
  static final double[] PER_TOKEN = {
    .001, .01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 10, 20, 40, 80
  };
  static final double[] DURATION = {
    .01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 160, 320
  };
  static final double[] TOKENS = {
    1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
  };
  static final double[] OVERHEAD = {
    .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1
  };
  static final double[] ESTIMATE_RATIO = {.1, .25, .5, .67, .8, .9, 1, 1.1, 1.25, 1.5, 2, 4, 10};
  static final double[] MODEL_LOAD = {1, 2, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560};

  private Buckets() {}
}
