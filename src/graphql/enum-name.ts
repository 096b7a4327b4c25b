/** `dailyAutomationExec` as GraphQL writes enum values: `DAILY_AUTOMATION_EXEC`. */
export function enumName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
