import com.amazon.randomcutforest.config.ForestMode;
import com.amazon.randomcutforest.config.Precision;
import com.amazon.randomcutforest.config.TransformMethod;
import com.amazon.randomcutforest.parkservices.AnomalyDescriptor;
import com.amazon.randomcutforest.parkservices.ThresholdedRandomCutForest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;

/**
 * Scores the values of standard input, one a line (NaN = missing), by a thresholded random cut forest with the settings
 * of OpenSearch anomaly detection. Writes for each line the forest's score and the anomaly grade.
 */
public class ScoreSeries {
  private static final int SHINGLE = 8;
  private static final int SAMPLES = 256;
  private static final double DECAY = 0.0001;

  public static void main(String[] arguments) throws Exception {
    ThresholdedRandomCutForest forest = ThresholdedRandomCutForest.builder()
        .dimensions(SHINGLE)
        .shingleSize(SHINGLE)
        .internalShinglingEnabled(true)
        .sampleSize(SAMPLES)
        .numberOfTrees(50)
        .timeDecay(DECAY)
        .transformDecay(DECAY)
        .outputAfter(32)
        .initialAcceptFraction(32.0 / SAMPLES)
        .parallelExecutionEnabled(false)
        .compact(true)
        .precision(Precision.FLOAT_32)
        // OpenSearch has 0, to save memory: the same scores, slower.
        .boundingBoxCacheFraction(1)
        .anomalyRate(0.005)
        .forestMode(ForestMode.STREAMING_IMPUTE)
        .transformMethod(TransformMethod.NORMALIZE)
        .alertOnce(true)
        .autoAdjust(true)
        .randomSeed(20261122L)
        .build();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    PrintWriter out = new PrintWriter(System.out);
    long time = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      double value = Double.parseDouble(line);
      time += 100;
      if (Double.isNaN(value)) {
        out.println("0 0");
        continue;
      }
      AnomalyDescriptor verdict = forest.process(new double[] {value}, time);
      out.println(verdict.getRCFScore() + " " + verdict.getAnomalyGrade());
    }
    out.flush();
  }
}
