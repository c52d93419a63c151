import unittest

from revenue import revenue_dataset


class RevenueDataset(unittest.TestCase):
    def test_reads_the_bucket_by_day_and_time(self):
        source = revenue_dataset("some-bucket")["source"]["s3"]
        self.assertEqual(source["continuous"], "s3://some-bucket/continuous/{{yyyyMMdd}}/{{HHmm}}")

    def test_adds_up_a_measure_that_is_no_dimension(self):
        dataset = revenue_dataset("some-bucket")
        columns = [measure["column"] for measure in dataset["measures"]]
        self.assertEqual(set(columns) & set(dataset["dimensions"]), set())


if __name__ == "__main__":
    unittest.main()
