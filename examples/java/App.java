package com.acme;

import com.pulumi.Pulumi;
import com.pulumi.crowsnest.Detector;
import com.pulumi.crowsnest.DetectorArgs;
import com.pulumi.crowsnest.EmailChannel;
import com.pulumi.crowsnest.EmailChannelArgs;
import com.pulumi.crowsnest.Engine;
import com.pulumi.crowsnest.enums.Interval;
import com.pulumi.crowsnest.enums.MeasureSpecAggregation;
import com.pulumi.crowsnest.inputs.AlertSpecArgs;
import com.pulumi.crowsnest.inputs.ChannelSnsArgs;
import com.pulumi.crowsnest.inputs.ChannelSpecArgs;
import com.pulumi.crowsnest.inputs.CsvFormatArgs;
import com.pulumi.crowsnest.inputs.DatasetSpecArgs;
import com.pulumi.crowsnest.inputs.DatasetTimestampArgs;
import com.pulumi.crowsnest.inputs.EngineReferenceArgs;
import com.pulumi.crowsnest.inputs.FormatSpecArgs;
import com.pulumi.crowsnest.inputs.MeasureSpecArgs;
import com.pulumi.crowsnest.inputs.S3SourceArgs;
import com.pulumi.crowsnest.inputs.SourceSpecArgs;
import com.pulumi.crowsnest.outputs.EngineReference;

public class App {
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            var engine = new Engine("engine");
            var mail = new EmailChannel("mail", EmailChannelArgs.builder().addresses("oncall@example.com").build());
            var revenue = new Detector("revenue", DetectorArgs.builder()
                .engine(EngineReferenceArgs.builder().name(engine.reference().applyValue(EngineReference::name)).build())
                .interval(Interval.PT1H)
                .dataset(DatasetSpecArgs.builder()
                    .source(SourceSpecArgs.builder()
                        .s3(S3SourceArgs.builder()
                            .continuous("s3://acme-metrics/continuous/{{yyyyMMdd}}/{{HHmm}}")
                            .format(FormatSpecArgs.builder().csv(CsvFormatArgs.builder().build()).build())
                            .build())
                        .build())
                    .timestamp(DatasetTimestampArgs.builder()
                        .column("timestamp")
                        .format("yyyy-MM-dd HH:mm:ss")
                        .build())
                    .measures(MeasureSpecArgs.builder()
                        .column("revenue")
                        .aggregation(MeasureSpecAggregation.SUM)
                        .build())
                    .dimensions("platform", "marketplace")
                    .build())
                .alerts(AlertSpecArgs.builder()
                    .name("revenue-oncall")
                    .threshold(70)
                    .channel(ChannelSpecArgs.builder()
                        .sns(ChannelSnsArgs.builder()
                            .topic(mail.topicArn())
                            .format("LONG_TEXT")
                            .build())
                        .build())
                    .build())
                .build());
            ctx.export("datasetRole", revenue.datasetRole().applyValue(role -> role.arn()));
        });
    }
}
