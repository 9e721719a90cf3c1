import {
  municipality,
  MUNICIPALITY_REGISTER,
  type MunicipalityCommand,
  type MunicipalityEvent,
  type MunicipalityState,
} from '#contexts/municipality';
import { organisation } from '#contexts/organisation';
import { PartialDate, type HistoryCommand, type Source } from '#kernel';
import type { Day } from '../days.ts';
import type { PlaceFact } from '../places.ts';
import type { Scene, Subject } from '../scene.ts';
import type { Story } from '../story.ts';
import { Town } from '../towns.ts';
import { filledIn } from '../words.ts';
import { registerPartner } from './organisation.story.ts';

/** The municipalities, their region and their mergers: each is told on its day, and what lies before the first day, on that. */
export async function* placesStory(scene: Scene, facts: readonly PlaceFact[]): Story {
  for (const { day, fact } of facts) {
    const wait = (day ?? 0) - scene.day;
    if (wait > 0) yield wait;
    await told(scene, fact);
    await happened(scene, fact, day ?? scene.day);
  }
}

/** What is known to the day, or the year, is recorded live; the rest as what a source asserts. */
async function told(scene: Scene, fact: MunicipalityEvent): Promise<void> {
  const { tell } = scene.subject(municipality, MUNICIPALITY_REGISTER);
  switch (fact.type) {
    case 'municipality.Registered':
      if (PartialDate.is(fact.data.from)) {
        await tell({ type: 'RegisterMunicipality', ...fact.data, from: fact.data.from });
        return;
      }
      break;
    case 'municipality.Reorganised': {
      const { effectiveOn, note, ...data } = fact.data;
      if (PartialDate.is(effectiveOn)) {
        await tell({
          type: 'ReorganiseMunicipalities',
          ...data,
          effectiveOn,
          ...(note !== undefined && { note }),
        });
        return;
      }
      break;
    }
    case 'region.Established':
      if (PartialDate.is(fact.data.from)) {
        await tell({ type: 'EstablishRegion', ...fact.data, from: fact.data.from });
        return;
      }
      break;
    case 'region.MunicipalityJoined':
      if (PartialDate.is(fact.data.from)) {
        await tell({ type: 'JoinRegion', ...fact.data, from: fact.data.from });
        return;
      }
      break;
    case 'region.MunicipalityLeft':
      if (PartialDate.is(fact.data.until)) {
        await tell({ type: 'LeaveRegion', ...fact.data, until: fact.data.until });
        return;
      }
      break;
    case 'municipality.Renamed':
      if (PartialDate.is(fact.data.on)) {
        await tell({ type: 'RenameMunicipality', ...fact.data, on: fact.data.on });
        return;
      }
      break;
  }
  const source = { collection: 'places', record: `${fact.type}-${JSON.stringify(fact.data)}`.slice(0, 200) };
  const asserted = scene.subject(municipality, MUNICIPALITY_REGISTER, undefined, 'import');
  const [event] = (await asserted.tell({ type: 'RecordFromSource', claims: [fact], source })) ?? [];
  if (event !== undefined) scene.begin(secondReading(scene, asserted, { claim: fact, source, id: event.id }));
}

/** The source is read again, with an address; then a party confirms what it says. */
async function* secondReading(
  scene: Scene,
  { tell }: Subject<MunicipalityCommand | HistoryCommand<MunicipalityEvent>, MunicipalityState>,
  { claim, source, id }: { claim: MunicipalityEvent; source: Source; id: string },
): Story {
  yield scene.chance.between(10, 200);
  const url = `https://example.org/${id}`;
  await tell({ type: 'RecordFromSource', claims: [claim], source: { ...source, url } });
  yield scene.chance.between(10, 200);
  const { executive } = scene.towns.any();
  const on = scene.dayOf(5);
  await tell(async (facts) => ({
    type: 'Confirm',
    confirms: id,
    organisationId: executive,
    on,
    facts: await facts.confirmer(executive),
  }));
}

/** What it means to the towns in which stories play. */
async function happened(scene: Scene, fact: MunicipalityEvent, day: Day): Promise<void> {
  switch (fact.type) {
    case 'municipality.Registered': {
      const { code, name, province } = fact.data;
      scene.towns.add(new Town(code, name, province));
      return;
    }
    case 'region.MunicipalityJoined':
      await settle(scene, scene.towns.of(fact.data.code));
      return;
    case 'municipality.Reorganised': {
      if (fact.data.kind !== 'merger') return;
      const { into, from } = fact.data;
      for (const code of from) merge(scene, scene.towns.of(code), into, day);
      return;
    }
    case 'region.Established':
    case 'region.MunicipalityLeft':
    case 'municipality.Renamed':
      return;
  }
}

/** A municipality that joins the region brings its partners. */
async function settle(scene: Scene, town: Town): Promise<void> {
  town.isMember = true;
  await registerPartner(scene, town, {
    organisationId: town.executive,
    kind: 'municipality',
    domain: 'government',
    name: `Gemeente ${town.name}`,
  });
  for (const { kind, domain, name, count } of scene.words.partners) {
    for (let number = 1; number <= count; number += 1) {
      const organisationId = `${kind.toLowerCase()}-${town.code.toLowerCase()}-${number}`;
      await registerPartner(scene, town, {
        organisationId,
        kind,
        domain,
        name: filledIn(name, town.name, number),
      });
    }
  }
}

/** The executive goes over into that of the successor; the partners stay, and are its partners too. */
function merge(scene: Scene, town: Town, into: string, on: Day): void {
  const successor = scene.towns.of(into);
  const heirs = town.mergeInto(into, on);
  if (!town.isMember) return;
  for (const story of heirs) scene.begin(story);
  for (const [kind, ids] of town.partners) {
    if (kind !== 'municipality') for (const id of ids) successor.addPartner(kind, id);
  }
  scene.begin(handOver(scene, town, successor));
}

async function* handOver(scene: Scene, town: Town, successor: Town): Story {
  yield scene.chance.between(1, 20);
  const on = scene.dayOf(1);
  await scene.subject(organisation, town.executive, town).tell(async (facts) => {
    const [known] = await facts.organisations([successor.executive]);
    return {
      type: 'SucceedOrganisation',
      organisationId: town.executive,
      by: successor.executive,
      on,
      successor: { known: known?.known ?? false },
    };
  });
}
