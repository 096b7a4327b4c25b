/** Names of apps and members, English and Chinese ones: no two alike in a list of a few hundred. */

const APPS = [
  {
    subjects: words(
      'CRM, Purchase Requests, Expense Claims, Inventory, Field Service, Recruiting, Onboarding, Quality Control, Fleet',
      'Project Tracker, Contracts, Visitor Log, Maintenance, Production Orders, Training, Help Desk, Site Inspections',
      'Suppliers, Leave Requests, Budget, Invoices, Assets, Shift Planning, Customer Feedback, Safety Reports, Samples',
      'Travel Requests, Meeting Rooms',
    ),
    places: ['', ...words('Shanghai, Berlin, Austin, Lagos, Osaka, Lima, Pune, Leeds, Cork, Perth, Oslo')],
    separator: ' ',
    versions: ['', ' 2.0', ' (new)', ' 3.0', ' (old)'],
  },
  {
    subjects: words(
      '客户管理, 采购申请, 费用报销, 进销存, 设备巡检, 人事招聘, 入职办理, 质量检验, 项目管理, 合同管理, 访客登记, 车辆管理, 生产工单',
      '员工培训, 工单系统, 供应商管理, 请假审批, 预算管理, 仓库盘点, 售后服务, 资产管理, 排班考勤, 客户回访, 安全检查, 出差申请',
      '样品管理, 会议室预订, 发票管理',
    ),
    places: ['', ...words('上海, 北京, 深圳, 杭州, 成都, 无锡, 苏州, 总部, 华东区, 华南区, 二厂')],
    separator: '',
    versions: ['', '2.0', '（新版）', '3.0', '（旧版）'],
  },
] as const;

const MEMBERS = [
  {
    given: words('Tom, Mei, Ana, Kofi, Lena, Raj, Sofia, Omar, Nina, Jonas, Priya, Lucia, Ben, Aiko'),
    family: words(
      'Becker, Okafor, Silva, Patel, Novak, Larsen, Rossi, Kim, Moreau, Haddad, Tanaka, Walsh, Quispe, Ivanova, Mensah, Berg',
    ),
    nameOf: (given: string, family: string) => `${given} ${family}`,
  },
  {
    given: words('伟, 芳, 娜, 敏, 静, 磊, 洋, 艳, 勇, 杰, 涛, 明, 秀英, 建国, 志强, 晓梅'),
    family: words('王, 李, 张, 刘, 陈, 杨, 黄, 赵, 吴, 周, 徐, 孙, 马, 朱, 胡, 郭'),
    nameOf: (given: string, family: string) => `${family}${given}`,
  },
] as const;

/** The name of the app with this number, after it was renamed `renamed` times. */
export function appName(number: number, renamed: number): string {
  const { language, rank } = languageOf(number);
  const { subjects, places, separator, versions } = APPS[language];
  const round = Math.floor(rank / subjects.length);
  const edition = Math.floor(round / places.length);
  const parts = [subjects[rank % subjects.length], places[round % places.length], numbered(edition)];
  return parts.filter(Boolean).join(separator) + versions[renamed % versions.length];
}

/** The name of the member with this number. */
export function memberName(number: number): string {
  const { language, rank } = languageOf(number);
  const { given, family, nameOf } = MEMBERS[language];
  const round = Math.floor(rank / given.length);
  // Both change from one rank to the next, and still each pair comes once in an edition.
  const name = nameOf(given[rank % given.length] ?? '', family[(rank + round) % family.length] ?? '');
  return [name, numbered(Math.floor(round / family.length))].filter(Boolean).join(' ');
}

/** Two names of five are Chinese. `rank` counts the names of a language. */
function languageOf(number: number): { language: 0 | 1; rank: number } {
  const [five, place] = [Math.floor(number / 5), number % 5];
  if (place % 2 === 1) return { language: 1, rank: five * 2 + (place - 1) / 2 };
  return { language: 0, rank: five * 3 + place / 2 };
}

function numbered(edition: number): string {
  return edition > 0 ? String(edition + 1) : '';
}

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(', '));
}
