const SUBJECTS = [
  'CRM',
  'Purchase Requests',
  'Expense Claims',
  'Inventory',
  'Field Service',
  'Recruiting',
  'Onboarding',
  'Quality Control',
  'Project Tracker',
  'Contracts',
  'Visitor Log',
  'Fleet',
  'Maintenance',
  'Production Orders',
  'Training',
  'Help Desk',
  'Site Inspections',
  'Suppliers',
  'Leave Requests',
  'Budget',
];
const PLACES = [
  '',
  'Shanghai',
  'Berlin',
  'Austin',
  'Lagos',
  'Osaka',
  'Lima',
  'Pune',
  'Leeds',
  'Cork',
  'Perth',
  'Oslo',
];

/** A name that no other index has: the subject first, then where, then which edition. */
export function appName(index: number): string {
  const subject = SUBJECTS[index % SUBJECTS.length] ?? 'App';
  const round = Math.floor(index / SUBJECTS.length);
  const place = PLACES[round % PLACES.length];
  const edition = Math.floor(round / PLACES.length);
  return [subject, place, edition > 0 ? String(edition + 1) : ''].filter(Boolean).join(' ');
}
