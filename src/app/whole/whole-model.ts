import type { Message } from '../../catalogue/message.ts';
import type {
  InspectedRows,
  Inspection,
  InspectionStatus,
  ListedColumn,
  RowCondition,
  Study,
} from '../../library/index.ts';
import { firstPlace, type WholePlace } from './place.ts';

/** A model that is looked at as a whole, as far as it is known. */
export interface Inspected {
  readonly study: Study;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly progress: Pick<InspectionStatus, 'phase' | 'done' | 'total' | 'milliseconds'> | null;
  readonly inspection: Inspection | null;
  readonly rows: InspectedRows | null;
  /** Columns of the table's file. */
  readonly columns: readonly ListedColumn[];
  /** What it failed by. */
  readonly error: Message | null;
}

/** From which share on rows are taken for the class, and what mistakes cost. */
export interface Decision {
  /** Null: as the model is used. */
  readonly threshold: number | null;
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/** Rows that conditions are met by. */
export interface Cohort {
  readonly conditions: readonly RowCondition[];
  /** Numbers of the rows that meet them; null while they are looked for. */
  readonly found: readonly number[] | null;
}

export interface WholeModel {
  readonly inspected: Inspected | null;
  readonly place: WholePlace;
  readonly decision: Decision;
  readonly cohort: Cohort | null;
  /** Texts of columns that the model is not given, by row of the table, once they were fetched. */
  readonly fetched: readonly FetchedColumn[];
  /** Null where there is none. */
  readonly compared: Compared | null;
}

/** Another table or another model that is compared with what is on show. */
export interface Compared {
  /** The study that it is compared with. */
  readonly study: Study;
  readonly kind: 'table' | 'model';
  /** What it is called. */
  readonly name: string;
  readonly state: Inspected['state'];
  readonly progress: Inspected['progress'];
  /** What differs, as far as it is known; of another model beside what is known of this one. */
  readonly found: Inspection | null;
  readonly error: Message | null;
}

export interface FetchedColumn {
  readonly study: Study;
  readonly name: string;
  readonly texts: readonly string[];
}

export const ASIS: Decision = { threshold: null, falsePositive: 1, falseNegative: 1 };

export const noWhole: WholeModel = {
  inspected: null,
  place: firstPlace,
  decision: ASIS,
  cohort: null,
  fetched: [],
  compared: null,
};
