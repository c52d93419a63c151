package main

import (
	"example.com/pulumi-crowsnest/sdk/go/crowsnest"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		engine, err := crowsnest.NewEngine(ctx, "engine", nil)
		if err != nil {
			return err
		}
		mail, err := crowsnest.NewEmailChannel(ctx, "mail", &crowsnest.EmailChannelArgs{
			Addresses: pulumi.ToStringArray([]string{"oncall@example.com"}),
		})
		if err != nil {
			return err
		}
		revenue, err := crowsnest.NewDetector(ctx, "revenue", &crowsnest.DetectorArgs{
			Engine:   engine.Reference,
			Interval: crowsnest.IntervalPT1H,
			Dataset: &crowsnest.DatasetSpecArgs{
				Source: &crowsnest.SourceSpecArgs{
					S3: &crowsnest.S3SourceArgs{
						Continuous: pulumi.String("s3://acme-metrics/continuous/{{yyyyMMdd}}/{{HHmm}}"),
						Format:     &crowsnest.FormatSpecArgs{Csv: &crowsnest.CsvFormatArgs{}},
					},
				},
				Timestamp: &crowsnest.DatasetTimestampArgs{
					Column: pulumi.String("timestamp"),
					Format: pulumi.String("yyyy-MM-dd HH:mm:ss"),
				},
				Measures: crowsnest.MeasureSpecArray{
					&crowsnest.MeasureSpecArgs{
						Column:      pulumi.String("revenue"),
						Aggregation: crowsnest.MeasureSpecAggregationSUM,
					},
				},
				Dimensions: pulumi.ToStringArray([]string{"platform", "marketplace"}),
			},
			Alerts: crowsnest.AlertSpecArray{
				&crowsnest.AlertSpecArgs{
					Name:      "revenue-oncall",
					Threshold: pulumi.Int(70),
					Channel:   mail.Channel,
				},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("datasetRole", revenue.DatasetRole.Arn())
		return nil
	})
}
