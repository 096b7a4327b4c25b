/** The days that the gateway can answer for. */
export interface ViewProps {
  readonly earliestDate: string;
  readonly latestDate: string;
}
